// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/core.h"

namespace server::openai {

// What a client calls a model: a way to run a task, or an agent of a cluster.
struct Model
{
    QString id = {};
    QString description = {};
    QString owner = {};
    qint64 created = 0; // in seconds
    core::TaskMode mode = core::TaskMode::Simple;
    QJsonObject context = {}; // what its tasks are given
    double temperature = -1;  // below 0: the agent's
    int maxTokens = 0;        // 0: the agent's
    core::AgentId agent = {}; // empty: the core chooses
    QString systemPrompt = {};

    bool isAgent() const { return !agent.isEmpty(); }
};

QList<Model> modelsOf(core::Core &core, const core::Principal &principal);

// The first of them for an empty id. Fails with NotFound and the contract's words.
core::Result<Model> findModel(core::Core &core, const QString &id, const core::Principal &principal);

} // namespace server::openai
