from .scores import *
