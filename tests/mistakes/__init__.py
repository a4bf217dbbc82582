"""How many of the mistakes that people make does ``foedus check`` tell of?

``python tests/mistakes [COUNT]`` makes mistakes of named kinds in the bundled data, one at a time,
at places that a seed chooses, and lists what the check on the changed files says, as warning or
worse. The kinds are those of a hasty reader or a tired typist, not those that the checks look for,
and each changes what the data mean: 100 % would be right.
"""
