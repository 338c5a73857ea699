"""The whole site as readable files, and back.

``site.yaml``, ``tags.yaml``, ``users.yaml``, ``tag_merges.yaml``; ``people/<slug>.md``; ``shows/<show>/show.md`` and
below it a folder an episode: ``episode.md``, ``clips.yaml``, ``highlights/*.md``, ``transcript.vtt`` and what else it
has; ``history/<episode>.jsonl``; ``media/``. What a file leaves out has its default.
"""
