# The shop as `make run` serves it, with Redis and MongoDB from outside (docker-compose.yml).
FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /shop
COPY requirements.txt .
RUN python -m pip install --no-cache-dir -r requirements.txt
COPY . .
RUN useradd --create-home shop && mkdir -p var && chown shop var
USER shop
VOLUME /shop/var
EXPOSE 8000
CMD ["python", "-m", "flashsale.development", "run"]
