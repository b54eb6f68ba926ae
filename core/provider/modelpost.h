// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/httpmodelcall.h"
#include "core/provider/providersettings.h"

namespace core {

// What the providers that speak HTTP do alike before a call.

// The parameters of a tool as a JSON Schema that every vendor takes: an object, even for a tool without any.
QJsonObject schemaOf(const ToolSpec &spec);

// The post without its body and its key's header.
ModelPost postFor(const ProviderSettings &settings, const QUrl &url, const ModelRequest &request,
                  const CallLimits &limits);

// Starts the call; a request that names no model or says nothing is refused without asking the server.
std::unique_ptr<ModelCall> begin(const std::shared_ptr<ConnectionPool> &pool, ModelPost post,
                                 std::unique_ptr<AnswerReader> reader, const ModelRequest &request);

} // namespace core
