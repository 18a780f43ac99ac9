"""The service: HTTP, Bot Framework, cards, storage. It holds no rule about responsibility."""
