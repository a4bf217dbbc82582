"""Tables out: dyad-years, members, country-years, agreements and commands, with a codebook.

``alliances`` tells what a source says of memberships by day, ``dyads_and_members`` and
``agreements``, ``commands`` make rows, ``files`` writes them, ``export`` chooses.
"""
