"""Merging: several sources in one dataset, each in graphs of its own, and where they disagree.

``inputs`` reads what is to be merged, ``merge`` puts it together, ``identity`` tells which nodes
mean the same, ``claims`` lists what each source says of them, ``conflicts`` finds and classes the
disagreements and ranks the sources for one report, ``reports`` writes it down.
"""
