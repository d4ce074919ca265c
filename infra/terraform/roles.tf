# Roles that pods take by their service account: no key of AWS is kept in the cluster.
data "tls_certificate" "issuer" {
  url = aws_eks_cluster.this.identity[0].oidc[0].issuer
}

resource "aws_iam_openid_connect_provider" "cluster" {
  url             = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = [data.tls_certificate.issuer.certificates[0].sha1_fingerprint]
}

locals {
  issuer = replace(aws_iam_openid_connect_provider.cluster.url, "https://", "")

  # Each controller's service account, as its chart names it, and what it may do.
  controllers = {
    external-secrets = {
      account = "external-secrets:external-secrets"
      policy  = data.aws_iam_policy_document.external_secrets.json
    }
    load-balancer = {
      account = "kube-system:aws-load-balancer-controller"
      policy  = data.aws_iam_policy_document.load_balancer.json
    }
    external-dns = {
      account = "external-dns:external-dns"
      policy  = data.aws_iam_policy_document.external_dns.json
    }
    karpenter = {
      account = "kube-system:karpenter"
      policy  = data.aws_iam_policy_document.karpenter.json
    }
  }
}

data "aws_iam_policy_document" "assumed_by_controller" {
  for_each = local.controllers

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.cluster.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["system:serviceaccount:${each.value.account}"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "controller" {
  for_each = local.controllers

  name               = "dentracrm-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.assumed_by_controller[each.key].json
}

resource "aws_iam_role_policy" "controller" {
  for_each = local.controllers

  name   = each.key
  role   = aws_iam_role.controller[each.key].id
  policy = each.value.policy
}

data "aws_iam_policy_document" "external_secrets" {
  statement {
    actions   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    resources = ["arn:aws:secretsmanager:${var.region}:${local.account}:secret:dentracrm/*"]
  }
}

data "aws_iam_policy_document" "external_dns" {
  statement {
    actions   = ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"]
    resources = [aws_route53_zone.this.arn]
  }

  statement {
    actions   = ["route53:ListHostedZones", "route53:ListTagsForResources"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "load_balancer" {
  statement {
    actions = [
      "acm:DescribeCertificate",
      "acm:ListCertificates",
      "ec2:Describe*",
      "ec2:GetSecurityGroupsForVpc",
      "elasticloadbalancing:Describe*",
      # It asks whether a firewall of AWS is set, also where none is.
      "shield:DescribeProtection",
      "shield:GetSubscriptionState",
      "waf-regional:GetWebACLForResource",
      "wafv2:GetWebACLForResource",
    ]
    resources = ["*"]
  }

  statement {
    actions = [
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateSecurityGroup",
      "ec2:CreateTags",
      "ec2:DeleteSecurityGroup",
      "ec2:DeleteTags",
      "ec2:RevokeSecurityGroupIngress",
      "elasticloadbalancing:*",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [var.region]
    }
  }

  statement {
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["elasticloadbalancing.amazonaws.com"]
    }
  }
}
