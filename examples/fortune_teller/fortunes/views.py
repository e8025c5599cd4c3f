from django.core.cache import cache
from django.http import JsonResponse

from fortunes.charts import get_chart_context
from fortunes.models import FortuneResult, Message
from fortunes.teller import tell


async def _check_ratelimit(request, limit=100):
    key = f"rate:{request.META['REMOTE_ADDR']}"
    number = cache.get(key, 0)
    cache.set(key, number + 1, timeout=60)
    return number < limit


async def fortune_api(request):
    try:
        if not await _check_ratelimit(request):
            return JsonResponse({"error": "TOO_MANY"}, status=429)
        context = get_chart_context(request.GET)
        known = await FortuneResult.objects.filter(profile=context["profile"]).afirst()
        if known is None:
            known = FortuneResult.objects.create(profile=context["profile"], text=await tell(context["stars"]))
        return JsonResponse({"fortune": known.text})
    except Exception:
        return JsonResponse({"error": "AI_ERROR"}, status=500)


async def daily_fortune_api(request, pk):
    try:
        result = await FortuneResult.objects.aget(pk=pk)
        return JsonResponse({"name": result.profile.name, "fortune": result.text})
    except Exception:
        return JsonResponse({"error": "AI_ERROR"}, status=500)


async def send_chat_message(request, pk):
    try:
        message = Message(profile_id=pk, text=request.GET["text"])
        message.save()
        texts = [each.text for each in Message.objects.filter(profile_id=pk).order_by("pk")]
        return JsonResponse({"messages": texts})
    except Exception:
        return JsonResponse({"error": "AI_ERROR"}, status=500)
