"""How much the checks catch: one small fault at a time, and whether any check notices it.

``python tests/mutation`` prints the share of faults that are noticed, by kind, and lists those that
are not. A check is a shape, a lint query, a misspelt term, a question with its expected answer, a
rule or an axiom with what must and must not follow, a contradiction, or a test case. A comparison
with a stored copy of everything is none, and the harness makes none.

* ``mutants`` makes the faults, ``data``, ``shapes``, ``axioms`` and ``queries`` look for the check
  that notices them, ``tally`` counts, ``equivalents.tsv`` lists the harmless ones, each with its
  reason.
"""
