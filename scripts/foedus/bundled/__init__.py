"""What foedus carries: folders, files, terms, questions, labels, spelling, alignments."""
