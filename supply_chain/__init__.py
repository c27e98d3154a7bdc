"""What the project is made of: licences of the locked packages, and known weaknesses in them."""
