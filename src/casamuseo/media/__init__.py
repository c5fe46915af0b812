"""Pictures of the records: drawings and photographs."""
