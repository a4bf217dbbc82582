"""Publishing: a folder that any static host serves, for people, for programs, for questions.

``site`` is what is published, read once; ``address`` gives each thing its file; ``builder``
collects the files of its contributors and puts the new site in the old one's place. Contributors:
``linked_data`` writes what programs read, ``pages`` what people read, ``query_page`` the pages that
answer questions in the browser.
"""
