import type { IIssuer } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Issuer';
import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { IGateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { IEC2NodeClass } from '@kubernetes-models/karpenter/karpenter.k8s.aws/v1/EC2NodeClass';
import type { INodePool } from '@kubernetes-models/karpenter/karpenter.sh/v1/NodePool';
import type { IPrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import type { IServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IPriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';

type Named = { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };

// No package knows NGINX Gateway Fabric's kinds: this is what its own definitions (2.6) say of the fields that we use.
type NginxProxy = {
  readonly apiVersion: 'gateway.nginx.org/v1alpha2';
  readonly kind: 'NginxProxy';
  readonly metadata: Named;
  readonly spec: {
    readonly logging?: { readonly accessLog?: { readonly format?: string; readonly disable?: boolean } };
    readonly kubernetes?: {
      readonly service?: {
        readonly type?: 'ClusterIP' | 'LoadBalancer' | 'NodePort';
        readonly externalTrafficPolicy?: 'Local' | 'Cluster';
      };
      readonly deployment?: {
        readonly replicas?: number;
        readonly podDisruptionBudget?: { readonly maxUnavailable?: number | string };
      };
    };
  };
};

type ClientSettingsPolicy = {
  readonly apiVersion: 'gateway.nginx.org/v1alpha1';
  readonly kind: 'ClientSettingsPolicy';
  readonly metadata: Named;
  readonly spec: {
    readonly targetRef: { readonly group: string; readonly kind: 'Gateway' | 'HTTPRoute'; readonly name: string };
    readonly body?: { readonly maxSize?: `${number}${'k' | 'm' | 'g'}`; readonly timeout?: string };
  };
};

/** What a document of each kind may say: the compiler refuses any field that is not here. */
export type Kinds = {
  'v1 ConfigMap': IConfigMap;
  'v1 Namespace': INamespace;
  'v1 Service': IService;
  'v1 ServiceAccount': IServiceAccount;
  'apps/v1 Deployment': IDeployment;
  'autoscaling/v2 HorizontalPodAutoscaler': IHorizontalPodAutoscaler;
  'batch/v1 Job': IJob;
  'cert-manager.io/v1 Issuer': IIssuer;
  'external-secrets.io/v1 ExternalSecret': IExternalSecret;
  'external-secrets.io/v1 SecretStore': ISecretStore;
  'gateway.networking.k8s.io/v1 Gateway': IGateway;
  'gateway.networking.k8s.io/v1 HTTPRoute': IHTTPRoute;
  'gateway.nginx.org/v1alpha1 ClientSettingsPolicy': ClientSettingsPolicy;
  'gateway.nginx.org/v1alpha2 NginxProxy': NginxProxy;
  'karpenter.k8s.aws/v1 EC2NodeClass': IEC2NodeClass;
  'karpenter.sh/v1 NodePool': INodePool;
  'monitoring.coreos.com/v1 PrometheusRule': IPrometheusRule;
  'monitoring.coreos.com/v1 ServiceMonitor': IServiceMonitor;
  'networking.k8s.io/v1 Ingress': IIngress;
  'networking.k8s.io/v1 NetworkPolicy': INetworkPolicy;
  'policy/v1 PodDisruptionBudget': IPodDisruptionBudget;
  'scheduling.k8s.io/v1 PriorityClass': IPriorityClass;
};
