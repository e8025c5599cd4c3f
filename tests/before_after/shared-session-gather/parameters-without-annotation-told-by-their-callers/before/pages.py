from queries import dashboard


class Pages:
    def __init__(self, db):
        self.db = db

    async def start(self):
        return await dashboard(self.db)
