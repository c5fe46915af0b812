"""What is done in the visit: claims, holds, orders, payments, changes."""
