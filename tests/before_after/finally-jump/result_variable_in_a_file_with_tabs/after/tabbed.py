log = []


class Asker:
	def first(self, calls):
		result_value = None
		for call in calls:
			try:
				if call is None:
					result_value = "nothing"
					break
				result_value = call()
			except LookupError:
				result_value = "lost"
			finally:
				log.append("done")
			break
		return result_value

	def bare(self, calls):
		result_value = None
		for call in calls:
			result_value = call()
			break
		return result_value
