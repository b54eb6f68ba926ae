// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "server/http/surface.h"

#include <QHash>
#include <QVarLengthArray>

#include <array>
#include <vector>

namespace server {

// All endpoints of one path.
struct Route
{
    const Surface *surface = nullptr;
    std::array<const Endpoint *, 7> endpoints{}; // by Method
    std::array<QStringList, 7> names{};          // of the parts that vary, as each row calls them
    QByteArray allow = {};                       // "GET, HEAD, OPTIONS"

    const Endpoint *endpoint(Method method) const { return endpoints[size_t(method)]; }
};

// Whether the path is the prefix or below it.
bool isUnder(QByteArrayView path, QByteArrayView prefix);

// Finds the row for a path. Built once from the tables of all surfaces; immutable afterwards. Paths without
// parts that vary are found in a hash, the others in a tree of parts where a literal part goes before "{id}".
class Router
{
public:
    using Captures = QVarLengthArray<QByteArrayView, 6>;

    // Fails when two rows are the same, or a path is not one. The surfaces must stay where they are.
    static core::Result<Router> build(const std::vector<Surface> &surfaces);

    // Null when no row has this path. The captures are the raw parts that stand for "{…}", in order.
    const Route *find(QByteArrayView path, Captures &captures) const;

    // Whose errors an unknown path gets; null when no prefix matches.
    const Surface *surfaceOf(QByteArrayView path) const;

private:
    struct Node
    {
        QHash<QByteArray, size_t> literals;
        size_t varying = 0; // 0: none, because 0 is the root
        size_t route = npos;
    };
    static constexpr size_t npos = size_t(-1);

    core::Result<void> add(const Surface &surface, const Endpoint &endpoint);
    size_t routeFor(const QByteArray &path);
    size_t grow(size_t node, QByteArrayView part);
    const Route *descend(size_t node, QByteArrayView rest, Captures &captures) const;

    std::vector<Route> m_routes;
    std::vector<Node> m_nodes{1};
    QHash<QByteArray, size_t> m_exact;
    std::vector<std::pair<QByteArray, const Surface *>> m_prefixes; // longest first
};

} // namespace server
