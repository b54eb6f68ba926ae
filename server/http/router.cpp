// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/router.h"

#include <algorithm>

namespace server {

using namespace Qt::Literals::StringLiterals;

namespace {

// The part before the next '/', and what follows it. `path` starts behind a '/'.
std::pair<QByteArrayView, QByteArrayView> split(QByteArrayView path)
{
    const qsizetype slash = path.indexOf('/');
    if (slash < 0)
        return {path, {}};
    return {path.first(slash), path.sliced(slash)};
}

// "id" of "{id}"; empty for a literal part.
QByteArrayView nameOfPart(QByteArrayView part)
{
    const bool varies = part.size() > 2 && part.startsWith('{') && part.endsWith('}');
    return varies ? part.sliced(1, part.size() - 2) : QByteArrayView();
}

QStringList namesIn(const QByteArray &path)
{
    QStringList names;
    for (const QByteArray &part : path.split('/')) {
        if (const QByteArrayView name = nameOfPart(part); !name.isEmpty())
            names.append(QString::fromUtf8(name));
    }
    return names;
}

core::Error contradiction(const QString &what, const Endpoint &endpoint)
{
    const QString row = core::toWord(endpoint.method) + u' ' + QString::fromUtf8(endpoint.path);
    return core::failure(core::ErrorCode::Internal, what, row);
}

void writeAllow(Route &route)
{
    if (route.endpoint(Method::Head) == nullptr) {
        route.endpoints[size_t(Method::Head)] = route.endpoint(Method::Get);
        route.names[size_t(Method::Head)] = route.names[size_t(Method::Get)];
    }
    route.allow.clear();
    for (const auto &[method, word] : core::Words<Method>::table) {
        if (route.endpoint(method) != nullptr && method != Method::Options)
            route.allow.append(word).append(", ");
    }
    route.allow.append("OPTIONS");
}

} // namespace

bool isUnder(QByteArrayView path, QByteArrayView prefix)
{
    return path.startsWith(prefix) &&
           (path.size() == prefix.size() || prefix.endsWith('/') || path[prefix.size()] == '/');
}

core::Result<Router> Router::build(const std::vector<Surface> &surfaces)
{
    Router router;
    for (const Surface &surface : surfaces) {
        for (const QByteArray &prefix : surface.prefixes)
            router.m_prefixes.emplace_back(prefix, &surface);
        for (const Endpoint &endpoint : surface.endpoints)
            TRY(router.add(surface, endpoint));
    }
    std::ranges::stable_sort(router.m_prefixes, std::ranges::greater{},
                             [](const auto &entry) { return entry.first.size(); });
    std::ranges::for_each(router.m_routes, writeAllow);
    return router;
}

core::Result<void> Router::add(const Surface &surface, const Endpoint &endpoint)
{
    if (!endpoint.path.startsWith('/') || std::holds_alternative<std::monostate>(endpoint.handler))
        return contradiction(u"an endpoint has no path or no handler"_s, endpoint);
    Route &route = m_routes[routeFor(endpoint.path)];
    if (route.endpoint(endpoint.method) != nullptr)
        return contradiction(u"two endpoints have the same method and path"_s, endpoint);
    if (route.surface != nullptr && route.surface != &surface)
        return contradiction(u"two surfaces serve the same path"_s, endpoint);
    route.surface = &surface;
    route.endpoints[size_t(endpoint.method)] = &endpoint;
    route.names[size_t(endpoint.method)] = namesIn(endpoint.path);
    return {};
}

size_t Router::routeFor(const QByteArray &path)
{
    if (!path.contains('{')) {
        if (!m_exact.contains(path)) {
            m_exact.insert(path, m_routes.size());
            m_routes.emplace_back();
        }
        return m_exact.value(path);
    }
    size_t node = 0;
    QByteArrayView rest = path;
    while (!rest.isEmpty()) {
        const auto [part, following] = split(rest.sliced(1));
        node = grow(node, part);
        rest = following;
    }
    if (m_nodes[node].route == npos) {
        m_nodes[node].route = m_routes.size();
        m_routes.emplace_back();
    }
    return m_nodes[node].route;
}

size_t Router::grow(size_t node, QByteArrayView part)
{
    const bool varies = !nameOfPart(part).isEmpty();
    const size_t known = varies ? m_nodes[node].varying : m_nodes[node].literals.value(part.toByteArray());
    if (known != 0)
        return known;
    const size_t fresh = m_nodes.size();
    m_nodes.emplace_back();
    if (varies)
        m_nodes[node].varying = fresh;
    else
        m_nodes[node].literals.insert(part.toByteArray(), fresh);
    return fresh;
}

const Route *Router::find(QByteArrayView path, Captures &captures) const
{
    const auto exact = m_exact.constFind(QByteArray::fromRawData(path.data(), path.size()));
    if (exact != m_exact.cend())
        return &m_routes[*exact];
    return path.startsWith('/') ? descend(0, path, captures) : nullptr;
}

const Route *Router::descend(size_t node, QByteArrayView rest, Captures &captures) const
{
    const Node &here = m_nodes[node];
    if (rest.isEmpty())
        return here.route == npos ? nullptr : &m_routes[here.route];
    const auto [part, following] = split(rest.sliced(1));
    const auto literal = here.literals.constFind(QByteArray::fromRawData(part.data(), part.size()));
    if (literal != here.literals.cend()) {
        if (const Route *found = descend(*literal, following, captures))
            return found;
    }
    if (here.varying == 0 || part.isEmpty())
        return nullptr;
    captures.append(part);
    if (const Route *found = descend(here.varying, following, captures))
        return found;
    captures.removeLast();
    return nullptr;
}

const Surface *Router::surfaceOf(QByteArrayView path) const
{
    for (const auto &[prefix, surface] : m_prefixes) {
        if (isUnder(path, prefix))
            return surface;
    }
    return nullptr;
}

} // namespace server
