"""Known latents as context, their cache, and the drawing of a take chunk by chunk."""
