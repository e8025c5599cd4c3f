log = []


class Asker:
  def first(self, calls):
    for call in calls:
      try:
        if call is None: return "nothing"
        return call()
      except LookupError:
        return "lost"
      finally:
        log.append("done")
        break

  def bare(self, calls):
    if calls:
      for call in calls:
        try:
          return call()
        finally:
          break
