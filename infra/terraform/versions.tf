terraform {
  required_version = ">= 1.11" # what is written and never kept in the state (`_wo`)

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
    tls = {
      source  = "hashicorp/tls"
      version = "~> 4.0"
    }
  }

  # Bucket and region: terraform init -backend-config=…
  backend "s3" {
    key          = "dentracrm/terraform.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Product     = "dentracrm"
      Environment = var.environment
    }
  }
}

data "aws_caller_identity" "this" {}

data "aws_availability_zones" "this" {
  state = "available"
}

locals {
  account = data.aws_caller_identity.this.account_id
  zones   = slice(data.aws_availability_zones.this.names, 0, var.zones)
}
