import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { PgBoss } from 'pg-boss';
import { readConfig } from '#server/config.ts';
import { countSockets, createMetrics } from '#server/http/metrics.ts';
import { createJobMetrics } from '#server/jobs/job-metrics.ts';
import { root } from '#infra/local/cache-place.ts';
import { faultsIn, overlays, rendered, written, type Manifest, type Manifests } from './manifests.ts';

const inKubectl = rendered();
const all: readonly Manifests[] = [written(), ...(inKubectl ?? [])];

const ofKind = <K extends Manifest['kind']>(
  { documents }: Manifests,
  kind: K,
): readonly Extract<Manifest, { kind: K }>[] =>
  documents.filter((document): document is Extract<Manifest, { kind: K }> => document.kind === kind);

/** What runs: a name, its labels and its pods. */
const workloads = (manifests: Manifests) =>
  [...ofKind(manifests, 'Deployment'), ...ofKind(manifests, 'Job')].map(({ kind, metadata, spec }) => {
    const pod = spec?.template.spec;
    const [container, ...more] = pod?.containers ?? [];
    assert.ok(pod && container && more.length === 0, `${metadata?.name}: one container`);
    return { kind, name: metadata?.name ?? '', labels: spec?.template.metadata?.labels ?? {}, pod, container };
  });

const matches = (labels: Record<string, string>, wanted: Record<string, string> | undefined): boolean =>
  Object.entries(wanted ?? {}).every(([key, value]) => labels[key] === value);

test('no manifest says what its kind does not know', () => {
  assert.equal(faultsIn(all), '');
});

for (const manifests of all) {
  const { from } = manifests;

  test(`${from}: every pod runs without rights, in bounds, and is looked after`, () => {
    const found = workloads(manifests);
    assert.deepEqual([...new Set(found.map(({ name }) => name))].toSorted(), ['api', 'migrate', 'worker']);
    const probes = readFileSync(join(root, 'server/http/probes.ts'), 'utf8');
    for (const { kind, name, pod, container } of found) {
      assert.equal(pod.automountServiceAccountToken, false, `${name}: no token of the cluster`);
      assert.equal(pod.securityContext?.runAsNonRoot, true, `${name}: not as root`);
      assert.equal(pod.securityContext?.runAsUser, 10_001, `${name}: the image's user`);
      assert.equal(pod.securityContext?.seccompProfile?.type, 'RuntimeDefault');
      assert.equal(container.securityContext?.readOnlyRootFilesystem, true, `${name}: writes nothing`);
      assert.equal(container.securityContext?.allowPrivilegeEscalation, false);
      assert.deepEqual(container.securityContext?.capabilities?.drop, ['ALL']);
      for (const what of ['cpu', 'memory']) {
        assert.ok(container.resources?.requests?.[what], `${name} asks for ${what}`);
        assert.ok(container.resources?.limits?.[what], `${name} is bounded in ${what}`);
      }
      assert.ok(
        ofKind(manifests, 'PriorityClass').some(({ metadata }) => metadata?.name === pod.priorityClassName),
        `${name}: its priority is there`,
      );
      const [, script] = container.command ?? [];
      if (kind === 'Job') assert.ok(existsSync(join(root, script ?? '-')), `${name}: ${script} is there`);
      if (kind !== 'Deployment') continue;
      assert.ok((pod.topologySpreadConstraints ?? []).length > 0, `${name}: spread`);
      const { startupProbe, livenessProbe, readinessProbe } = container;
      for (const probe of [startupProbe, livenessProbe, readinessProbe]) {
        assert.ok(probes.includes(`app.get('${probe?.httpGet?.path}'`), `${name}: ${probe?.httpGet?.path} is answered`);
        assert.equal(probe?.httpGet?.port, 'http');
      }
      // Otherwise a database that is away for a while would have every pod killed.
      assert.notEqual(livenessProbe?.httpGet?.path, '/ready');
      const paused = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
      const grace = pod.terminationGracePeriodSeconds ?? 30;
      assert.ok(paused > 0 && grace >= paused + 30 && grace < 120, `${name}: time to end, within a spot node's notice`);
    }
  });

  test(`${from}: what points at something finds it`, () => {
    const found = workloads(manifests);
    const deployments = found.filter(({ kind }) => kind === 'Deployment');
    const named = (name: string | undefined) => deployments.some((one) => one.name === name);
    for (const { metadata, spec } of ofKind(manifests, 'Service')) {
      const [target] = deployments.filter(({ labels }) => matches(labels, spec?.selector));
      assert.equal(`${target?.name}-svc`, metadata?.name);
      for (const port of spec?.ports ?? [])
        assert.ok(target?.container.ports?.some(({ name }) => name === port.targetPort));
    }
    for (const { spec } of ofKind(manifests, 'Deployment'))
      assert.ok(matches(spec?.template.metadata?.labels ?? {}, spec?.selector.matchLabels));
    for (const { spec } of ofKind(manifests, 'HorizontalPodAutoscaler')) assert.ok(named(spec?.scaleTargetRef.name));
    for (const { metadata, spec } of ofKind(manifests, 'PodDisruptionBudget')) {
      const own = deployments.filter(({ labels }) => matches(labels, spec?.selector?.matchLabels));
      assert.deepEqual(
        own.map(({ name }) => name),
        [metadata?.name],
      );
    }
    for (const one of deployments)
      assert.ok(ofKind(manifests, 'PodDisruptionBudget').some(({ metadata }) => metadata?.name === one.name));
    const gateways = ofKind(manifests, 'Gateway').map(({ metadata }) => metadata?.name);
    for (const { spec } of ofKind(manifests, 'HTTPRoute')) {
      for (const parent of spec.parentRefs ?? []) assert.ok(gateways.includes(parent.name));
      for (const backend of (spec.rules ?? []).flatMap(({ backendRefs }) => backendRefs ?? [])) {
        const service = ofKind(manifests, 'Service').find(({ metadata }) => metadata?.name === backend.name);
        assert.ok(service?.spec?.ports?.some(({ port }) => port === backend.port));
      }
    }
  });

  test(`${from}: the environment is what the product reads, and it would start with it`, () => {
    const config = ofKind(manifests, 'ConfigMap')[0]?.data ?? {};
    const secrets = new Set(
      ofKind(manifests, 'ExternalSecret').flatMap(({ metadata, spec }) =>
        (spec?.data ?? []).map(({ secretKey }) => `${metadata?.name} ${secretKey}`),
      ),
    );
    const examples: Record<string, string> = {
      DATABASE_URL: 'postgres://db.example/postgres',
      REDIS_URL: 'rediss://cache.example:6379',
      JWT_SECRET: 'x'.repeat(48),
      METRICS_TOKEN: 'y',
      SMTP_URL: 'smtp://user:password@mail.example:587',
    };
    for (const { name, container } of workloads(manifests)) {
      const own = Object.fromEntries(
        (container.env ?? []).map(({ name: variable, value, valueFrom }) => {
          const { name: secret, key, optional } = valueFrom?.secretKeyRef ?? {};
          if (value !== undefined) return [variable, value];
          // Where Secrets are made by hand, what need not be there is not.
          if (secrets.size === 0 && optional) return [variable, ''];
          if (secrets.size > 0) assert.ok(secrets.has(`${secret} ${key}`), `${name}: ${secret} holds ${key}`);
          return [variable, examples[variable] ?? ''];
        }),
      );
      const environment = { ...config, ...own };
      const read = new Set<string>();
      const watched = new Proxy(environment, {
        get: (target, variable: string) => (read.add(variable), target[variable]),
      });
      const { port, secureCookies, warnings } = readConfig(watched);
      assert.deepEqual(
        Object.keys(environment).filter((variable) => !read.has(variable)),
        [],
        `${name}: variables that nothing reads`,
      );
      // Its one warning is for who runs it on one machine: that there is no mail.
      if (name !== 'migrate' && from !== 'dev') assert.deepEqual(warnings, [], name);
      if (container.ports) assert.equal(container.ports[0]?.containerPort, port);
      if (from !== 'dev') assert.equal(secureCookies, true);
    }
  });

  test(`${from}: it is scaled and watched by figures that the product has`, async () => {
    const { registry } = createMetrics();
    countSockets(registry, () => 0);
    createJobMetrics(registry, { getQueues: () => Promise.resolve([]) } as unknown as PgBoss, []);
    const figures = new Set(registry.getMetricsAsArray().map(({ name }) => name));
    const known = (name: string): boolean =>
      name === 'up' || figures.has(name) || figures.has(name.replace(/_(bucket|count|sum)$/, ''));
    const asked = [
      ...ofKind(manifests, 'HorizontalPodAutoscaler').flatMap(({ spec }) =>
        (spec?.metrics ?? []).flatMap(({ pods }) => (pods ? [pods.metric.name] : [])),
      ),
      ...ofKind(manifests, 'PrometheusRule').flatMap(({ spec }) =>
        (spec?.groups ?? [])
          .flatMap(({ rules }) => rules ?? [])
          .flatMap(
            ({ expr }) =>
              String(expr)
                .replaceAll(/ by \([^)]*\)|\{[^}]*\}/g, '')
                .match(/\b[a-z]+(?:_[a-z0-9]+)+\b|\bup\b/g) ?? [],
          )
          .filter((name) => name !== 'histogram_quantile'),
      ),
    ];
    if (from !== 'dev') assert.ok(asked.length > 8);
    assert.deepEqual(
      asked.filter((name) => !known(name)),
      [],
    );
    for (const { spec } of ofKind(manifests, 'ServiceMonitor')) {
      const [endpoint] = spec.endpoints ?? [];
      assert.equal(endpoint?.path, '/metrics');
      assert.equal(endpoint?.authorization?.credentials?.key, 'METRICS_TOKEN');
    }
  });

  test(`${from}: no one is let in or out but by name`, () => {
    const policies = ofKind(manifests, 'NetworkPolicy');
    const deny = policies.find(({ metadata }) => metadata?.name === 'deny-by-default')?.spec;
    assert.deepEqual(deny, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    // Callers from outside reach the gateway only; what they say of the tenant is not passed on.
    for (const { metadata, spec } of policies)
      if (spec?.ingress?.some(({ from: sources }) => !sources)) assert.equal(metadata?.name, 'gateway');
    for (const { metadata, spec } of ofKind(manifests, 'HTTPRoute'))
      for (const { filters = [], backendRefs = [] } of spec.rules ?? []) {
        if (backendRefs.length === 0) continue;
        const change = filters.map(({ requestHeaderModifier }) => requestHeaderModifier)[0];
        assert.ok(
          change?.remove?.includes('X-Tenant-ID') || change?.set?.some(({ name }) => name === 'X-Tenant-ID'),
          `${metadata?.name} decides X-Tenant-ID`,
        );
      }
  });
}

test('a misspelt field, a field of another kind and an unknown kind are found', () => {
  const [deployment] = ofKind(written(), 'Deployment');
  const wrong = JSON.parse(
    JSON.stringify(deployment).replace('imagePullPolicy', 'imagePullPolcy').replace('"maxSurge":1', '"maxSurges":1'),
  ) as Manifest;
  const faults = faultsIn([
    { from: 'a test', documents: [wrong, { ...wrong, kind: 'Deploymnt' } as unknown as Manifest] },
  ]);
  assert.match(faults, /^a test: Deployment api: .*imagePullPolcy/m);
  assert.match(faults, /maxSurges/);
  assert.match(faults, /apps\/v1 Deploymnt/);
});

test(
  'each overlay answers to the one name that it says, through as many proxies as it has',
  { skip: inKubectl === null && 'there is no kubectl here that would render the overlays' },
  () => {
    assert.deepEqual(overlays, ['dev', 'own-domain', 'production', 'staging']);
    for (const manifests of inKubectl ?? []) {
      const config = ofKind(manifests, 'ConfigMap')[0]?.data ?? {};
      const names = new Set([
        ...ofKind(manifests, 'Gateway').flatMap(({ spec }) => spec.listeners.map(({ hostname }) => hostname)),
        ...ofKind(manifests, 'Ingress').flatMap(({ spec }) => (spec?.rules ?? []).map(({ host }) => host)),
      ]);
      assert.deepEqual([...names], [config['ALLOWED_HOSTS']], manifests.from);
      const proxies = 1 + ofKind(manifests, 'Ingress').length;
      assert.equal(config['TRUSTED_PROXIES'], String(proxies), manifests.from);
      assert.equal(new URL(config['PUBLIC_URL'] ?? '').host, config['ALLOWED_HOSTS'], manifests.from);
      const namespaces = new Set(manifests.documents.map(({ metadata }) => metadata?.namespace).filter(Boolean));
      assert.equal(namespaces.size, 1, manifests.from);
    }
  },
);
