"""Tables out: dyad-years, members, country-years, agreements and commands, with a codebook.

``world`` tells what a source says of memberships by day, ``dyads``, ``members``, ``agreements`` and
``commands`` make rows of it, ``files`` writes CSV or Parquet and the codebook beside it.
"""
