# What External Secrets copies into the cluster (k8s/base/secrets.yaml).
resource "aws_secretsmanager_secret" "app" {
  name        = "dentracrm/app"
  description = "What all pods share"
}

ephemeral "random_password" "jwt" {
  length  = 64
  special = false
}

ephemeral "random_password" "metrics" {
  length  = 48
  special = false
}

resource "aws_secretsmanager_secret_version" "app" {
  secret_id = aws_secretsmanager_secret.app.id

  secret_string_wo_version = var.secrets_version
  secret_string_wo = jsonencode({
    JWT_SECRET    = ephemeral.random_password.jwt.result
    METRICS_TOKEN = ephemeral.random_password.metrics.result
    REDIS_URL     = "rediss://:${random_password.cache.result}@${aws_elasticache_replication_group.this.primary_endpoint_address}:6379"
    SMTP_URL      = "smtp://${aws_iam_access_key.mail.id}:${urlencode(aws_iam_access_key.mail.ses_smtp_password_v4)}@email-smtp.${var.region}.amazonaws.com:587"
  })
}

resource "aws_secretsmanager_secret" "platform_db" {
  name        = "dentracrm/platform-db"
  description = "PostgreSQL, by a user that may create databases"
}

resource "aws_secretsmanager_secret_version" "platform_db" {
  secret_id = aws_secretsmanager_secret.platform_db.id

  secret_string_wo_version = var.secrets_version
  secret_string_wo         = jsonencode({ DATABASE_URL = var.database_url })
}
