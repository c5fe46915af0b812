"""The public interface, /api/v1: calendar, availability, holds, orders; the website's own actions."""
