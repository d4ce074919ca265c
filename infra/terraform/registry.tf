resource "aws_ecr_repository" "this" {
  count = var.has_registry ? 1 : 0
  name  = "dentracrm"

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  count      = var.has_registry ? 1 : 0
  repository = aws_ecr_repository.this[0].name

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "The last fifty: far more than one goes back"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 50 }
      action       = { type = "expire" }
    }]
  })
}

data "aws_iam_policy_document" "pulling" {
  statement {
    actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]

    principals {
      type        = "AWS"
      identifiers = [for account in var.pulling_accounts : "arn:aws:iam::${account}:root"]
    }
  }
}

resource "aws_ecr_repository_policy" "pulling" {
  count      = var.has_registry && length(var.pulling_accounts) > 0 ? 1 : 0
  repository = aws_ecr_repository.this[0].name
  policy     = data.aws_iam_policy_document.pulling.json
}

# The pipeline's role: GitLab's token of one job on the main branch takes the place of a key.
data "tls_certificate" "gitlab" {
  url = "https://${var.gitlab_host}"
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  url             = "https://${var.gitlab_host}"
  client_id_list  = ["https://${var.gitlab_host}"]
  thumbprint_list = [data.tls_certificate.gitlab.certificates[0].sha1_fingerprint]
}

data "aws_iam_policy_document" "assumed_by_ci" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.gitlab.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${var.gitlab_host}:sub"
      values   = ["project_path:${var.gitlab_project}:ref_type:branch:ref:main"]
    }
  }
}

resource "aws_iam_role" "ci" {
  name               = "dentracrm-ci"
  assume_role_policy = data.aws_iam_policy_document.assumed_by_ci.json
}

data "aws_iam_policy_document" "ci" {
  statement {
    actions   = ["eks:DescribeCluster"]
    resources = ["arn:aws:eks:${var.region}:${local.account}:cluster/${var.cluster_name}"]
  }

  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = aws_ecr_repository.this

    content {
      actions = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ]
      resources = [statement.value.arn]
    }
  }
}

resource "aws_iam_role_policy" "ci" {
  name   = "deploy"
  role   = aws_iam_role.ci.id
  policy = data.aws_iam_policy_document.ci.json
}
