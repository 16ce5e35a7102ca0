"""The widgets: they show models and send messages, and know neither the engine nor files nor settings."""
