"""Publishing: a folder that any static host serves, for people, for programs, for questions.

``site`` is what is published, read once; ``address`` gives each thing its file; ``builder``
collects the files of the contributors and puts the new site in the old one's place. The
contributors: ``machine`` writes what programs read, ``pages`` what people read, ``console`` the
query page.
"""
