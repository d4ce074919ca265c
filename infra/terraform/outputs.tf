output "cluster" {
  description = "The pipeline's EKS_CLUSTER_STAGING or EKS_CLUSTER_PRODUCTION."
  value       = aws_eks_cluster.this.name
}

output "registry" {
  description = "The pipeline's ECR_REGISTRY, where the images are kept in this account."
  value       = one([for repository in aws_ecr_repository.this : split("/", repository.repository_url)[0]])
}

output "ci_role" {
  description = "The pipeline's AWS_ROLE_ARN for this environment."
  value       = aws_iam_role.ci.arn
}

output "name_servers" {
  description = "To be entered where the host's domain is registered, or in the zone above it."
  value       = aws_route53_zone.this.name_servers
}

output "controller_roles" {
  description = "For each controller's service account: the annotation eks.amazonaws.com/role-arn."
  value       = { for name, role in aws_iam_role.controller : local.controllers[name].account => role.arn }
}

output "interruption_queue" {
  description = "Karpenter's setting interruptionQueue."
  value       = aws_sqs_queue.interruptions.name
}

output "backups" {
  description = "The bucket for dumps."
  value       = aws_s3_bucket.backups.bucket
}
