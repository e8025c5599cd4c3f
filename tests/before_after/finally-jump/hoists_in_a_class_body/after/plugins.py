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
            result_value = None
            for part in [self.chosen]:
                try:
                    result_value = part.upper()
                except AttributeError:
                    result_value = "NOTHING"
                break
            return result_value

    return Chosen
