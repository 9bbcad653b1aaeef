"""The simulated world that training data comes from: cast, sets, physics, camera, rendering."""
