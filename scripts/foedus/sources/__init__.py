"""Other people's data: a source is a folder that describes a table or an RDF file.

``descriptor`` is what its ``source.yaml`` says, which ``source_yaml`` reads, ``tables`` reads the
file, ``rows`` checks each row, ``mapping`` turns rows into statements by its ``map.rq``, ``load``
puts them into a graph of their own in a dataset, and ``provenance`` says there where they come
from. ``codes`` looks up codes by date, ``crosswalk`` reads who says which records mean the same.
"""
