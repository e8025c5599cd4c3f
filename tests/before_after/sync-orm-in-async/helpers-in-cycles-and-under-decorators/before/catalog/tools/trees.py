from functools import cached_property, lru_cache, partial

from catalog.models import Author, Book


def mentors(author: Author) -> list[str]:
    return [] if author.mentor is None else [author.mentor.name, *mentors(author.mentor)]


def depth(pk, seen=0):
    return seen if pk is None else _up(pk, seen + 1)


def _up(pk, seen):
    return depth(Author.objects.values_list("mentor", flat=True).get(pk=pk), seen)


@lru_cache(maxsize=None)
def page_sum(author_id):
    return sum(Book.objects.filter(author=author_id).values_list("pages", flat=True))


pages_of_bob = partial(page_sum, 2)


class Source:
    def rows(self):
        raise NotImplementedError

    def size(self):
        return len(self.rows())


class Books(Source):
    def rows(self):
        return list(Book.objects.all())

    @cached_property
    def longest(self):
        return Book.objects.order_by("-pages").first().title


class Words(Source):
    def rows(self):
        return ["one", "two"]
