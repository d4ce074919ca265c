variable "environment" {
  description = "production or staging. Each has an account of AWS of its own, so names do not repeat it."
  type        = string

  validation {
    condition     = contains(["production", "staging"], var.environment)
    error_message = "It is production or staging."
  }
}

variable "host" {
  description = "The name under which the installation is reached, as in its overlay in k8s/. Its zone is made here."
  type        = string
}

variable "region" {
  description = "Where everything is. The SecretStore in k8s/base/secrets.yaml names it too."
  type        = string
  default     = "ap-south-1"
}

variable "cluster_name" {
  description = "What the cluster is called."
  type        = string
  default     = "dentracrm-prod"
}

variable "kubernetes_version" {
  description = "A version that EKS supports: one that is out of its support costs six times as much."
  type        = string
  default     = "1.34"
}

variable "vpc_cidr" {
  description = "The network's addresses. A /16, so that pods have enough of them."
  type        = string
  default     = "10.0.0.0/16"
}

variable "zones" {
  description = "In how many availability zones it stands."
  type        = number
  default     = 2

  validation {
    condition     = var.zones >= 2
    error_message = "EKS and the load balancer want two at least."
  }
}

variable "nat_gateways" {
  description = "One serves all zones for a third of the price, and is missed by all of them when its zone fails."
  type        = number
  default     = 1
}

variable "administrators" {
  description = "Roles of IAM whose bearers run the cluster."
  type        = list(string)
  default     = []
}

variable "system_instance_type" {
  description = "Two of these, not spot, carry Karpenter and the controllers."
  type        = string
  default     = "t3.medium"
}

variable "cache_node_type" {
  description = "Redis carries only messages between pods and rate limits: a small one lasts long."
  type        = string
  default     = "cache.t4g.micro"
}

variable "has_registry" {
  description = "Whether the images are kept in this account; one does it for all."
  type        = bool
  default     = true
}

variable "pulling_accounts" {
  description = "Other accounts whose clusters take images from this registry."
  type        = list(string)
  default     = []
}

variable "gitlab_host" {
  description = "Whose pipelines may deploy."
  type        = string
  default     = "gitlab.com"
}

variable "gitlab_project" {
  description = "The project's path there, such as dentracrm/dentracrm. Only its main branch may deploy."
  type        = string
}

variable "mail_from" {
  description = "The address that mail comes from, as the overlay's MAIL_FROM; of the host's domain."
  type        = string
}

variable "database_url" {
  description = "PostgreSQL (Neon or another) by a user that may create databases. It is written to Secrets Manager and not kept in the state."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "secrets_version" {
  description = "One more writes the secrets anew: then everyone signs in again."
  type        = number
  default     = 1
}
