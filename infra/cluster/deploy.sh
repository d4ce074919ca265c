#!/usr/bin/env bash
# infra/cluster/deploy.sh OVERLAY IMAGE: brings an image into the cluster that kubectl is set to.
# First all that is not a pod that serves, and the migrations; only when they are done, the pods.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [[ $# -ne 2 || ! -d k8s/overlays/$1 ]]; then
  echo "Usage: infra/cluster/deploy.sh dev|staging|production REGISTRY/dentracrm:TAG" >&2
  exit 2
fi
overlay=$1 image=$2

work=$(mktemp -d k8s/overlays/deploy.XXXXXX)
trap 'rm -rf "$work"' EXIT
cat >"$work/kustomization.yaml" <<YAML
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../$overlay
images:
  - name: dentracrm
    newName: ${image%:*}
    newTag: ${image##*:}
YAML
kubectl kustomize "$work" >"$work/all.yaml"
namespace=$(sed -n '/^kind: Namespace$/,/^---$/s/^  name: //p' "$work/all.yaml")

# A Job cannot be changed, only made anew.
kubectl delete job migrate --namespace "$namespace" --ignore-not-found --wait
kubectl apply -f "$work/all.yaml" -l 'app notin (api, worker)'
for _ in $(seq 720); do
  state=$(kubectl get job migrate --namespace "$namespace" -o 'jsonpath={.status.conditions[?(@.status=="True")].type}')
  case $state in
    *Complete*) break ;;
    *Failed*)
      kubectl logs job/migrate --namespace "$namespace" --tail=50
      echo 'The migrations failed: the version that runs goes on serving.' >&2
      exit 1
      ;;
  esac
  sleep 5
done
[[ $state == *Complete* ]] || { echo 'The migrations did not end within an hour.' >&2; exit 1; }

kubectl apply -f "$work/all.yaml"
for deployment in api worker; do
  kubectl rollout status "deployment/$deployment" --namespace "$namespace" --timeout=15m
done
