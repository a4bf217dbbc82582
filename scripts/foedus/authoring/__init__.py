"""From a text to facts and back: fact sheets, which people write, and the Turtle made of them."""
