def make(candidates):
    class Chosen:
        tried = []
        for candidate in candidates:
            try:
                chosen = candidate()
            except LookupError:
                chosen = None
            finally:
                tried.append(candidate)
                break

        def name(self):
            for part in [self.chosen]:
                try:
                    return part.upper()
                except AttributeError:
                    return "NOTHING"
                finally:
                    break

    return Chosen
