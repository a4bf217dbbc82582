"""RDF and SPARQL: one door in, one door out, one runner, and the names of things."""
