"""The picture that shows when an address is shared: a title, its territory's name, colours and outline."""
