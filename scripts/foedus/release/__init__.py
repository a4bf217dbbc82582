"""Making a release: ``scripts/release``, which is ``python -m foedus.release`` in a checkout.

``iris`` defends the addresses that were ever released, ``stamp`` writes the version into the
files, ``changelog`` closes the entry of the change log, ``artefacts`` builds what is handed out,
``procedure`` puts them in order.
"""
