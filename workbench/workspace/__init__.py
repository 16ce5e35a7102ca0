"""What a person keeps: request files, environments, drafts."""
