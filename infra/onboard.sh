#!/usr/bin/env bash
# A new franchise in the cluster that kubectl is set to: its database, clinics and first admin, by the product's own
# command, and then its route. Each step may be repeated.
#
#   infra/onboard.sh --franchise=apollo --name="Apollo Dental" --clinics="Koramangala,Indiranagar" \
#     --admin-email=anita@apollo.example [--suite=dental] [--namespace=dentracrm]
set -euo pipefail
cd "$(dirname "$0")/.."

namespace=dentracrm slug='' email='' given=()
for argument in "$@"; do
  case $argument in
    --franchise=*) slug=${argument#*=} ;;
    --namespace=*) namespace=${argument#*=} ;;
    --admin-email=*) email=${argument#*=} given+=("$argument") ;;
    --name=* | --clinics=* | --suite=* | --admin-name=* | --time-zone=* | --currency=* | --accent=*) given+=("$argument") ;;
    *)
      sed -n '2,/^set/p' "$0" | sed -n 's/^# \{0,1\}//p' >&2
      exit 2
      ;;
  esac
done
# It becomes part of a manifest, so it is looked at here too; the product says more of what a slug may be.
[[ $slug =~ ^[a-z][a-z0-9-]{0,40}$ ]] || { echo '--franchise takes small letters, digits and hyphens.' >&2; exit 2; }
[[ -n $email ]] || { echo '--admin-email is missing: the first admin signs in with it.' >&2; exit 2; }

kubectl exec deploy/worker --namespace "$namespace" -- \
  node server/control-plane/tenant-cli.ts create "--slug=$slug" "${given[@]}"
sed "s/tenant-slug/$slug/g" k8s/tenant/http-route.yaml | kubectl apply --namespace "$namespace" -f -
echo "$slug is there after $SECONDS seconds."
