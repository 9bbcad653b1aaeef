"""A sentence, in English or Chinese, becomes scenes, captions, concept tokens and a layout."""
