"""The editor's desk: one page for an episode's sections, clips and transcript."""
