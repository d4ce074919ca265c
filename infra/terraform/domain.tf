# external-dns adds the host's own record when the load balancer is there.
resource "aws_route53_zone" "this" {
  name = var.host
}

resource "aws_acm_certificate" "this" {
  domain_name               = var.host
  subject_alternative_names = ["*.${var.host}"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "certificate" {
  for_each = { for option in aws_acm_certificate.this.domain_validation_options : option.domain_name => option }

  zone_id = aws_route53_zone.this.zone_id
  name    = each.value.resource_record_name
  type    = each.value.resource_record_type
  records = [each.value.resource_record_value]
  ttl     = 300

  # The name and its wildcard are proved by the same record.
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [for record in aws_route53_record.certificate : record.fqdn]
}

# Mail: a domain that may send, signed (DKIM), with what receivers want to read about it.
resource "aws_sesv2_email_identity" "this" {
  email_identity = var.host
}

resource "aws_route53_record" "dkim" {
  count = 3

  zone_id = aws_route53_zone.this.zone_id
  name    = "${aws_sesv2_email_identity.this.dkim_signing_attributes[0].tokens[count.index]}._domainkey.${var.host}"
  type    = "CNAME"
  records = ["${aws_sesv2_email_identity.this.dkim_signing_attributes[0].tokens[count.index]}.dkim.amazonses.com"]
  ttl     = 300
}

resource "aws_route53_record" "dmarc" {
  zone_id = aws_route53_zone.this.zone_id
  name    = "_dmarc.${var.host}"
  type    = "TXT"
  records = ["v=DMARC1; p=quarantine; adkim=s"]
  ttl     = 300
}

resource "aws_iam_user" "mail" {
  name = "dentracrm-mail"
}

data "aws_iam_policy_document" "mail" {
  statement {
    actions   = ["ses:SendRawEmail"]
    resources = [aws_sesv2_email_identity.this.arn]

    condition {
      test     = "StringEquals"
      variable = "ses:FromAddress"
      values   = [var.mail_from]
    }
  }
}

resource "aws_iam_user_policy" "mail" {
  name   = "send"
  user   = aws_iam_user.mail.name
  policy = data.aws_iam_policy_document.mail.json
}

# SES's SMTP knows no roles.
resource "aws_iam_access_key" "mail" {
  user = aws_iam_user.mail.name
}
