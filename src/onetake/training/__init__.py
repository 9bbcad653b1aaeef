"""Training from nothing: pools of simulated latents, batches, legs that resume."""
