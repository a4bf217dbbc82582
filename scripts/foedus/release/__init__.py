"""Making a release: ``scripts/release``, which is ``python -m foedus.release`` in a checkout.

``procedure`` takes the steps: it closes the entry of the change log and defends the addresses that
were ever released; ``stamp`` writes the version into the files, ``artefacts`` builds what is handed
out, ``diff`` tells what two editions differ in.
"""
