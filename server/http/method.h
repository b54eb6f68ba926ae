// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/enumtext.h"

#include <QByteArrayView>

#include <optional>

namespace server {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options };

} // namespace server

template<>
struct core::Words<server::Method>
{
    static constexpr std::pair<server::Method, const char *> table[] = {
        {server::Method::Get, "GET"},         {server::Method::Post, "POST"},
        {server::Method::Put, "PUT"},         {server::Method::Patch, "PATCH"},
        {server::Method::Delete, "DELETE"},   {server::Method::Head, "HEAD"},
        {server::Method::Options, "OPTIONS"},
    };
};

namespace server {

// The method of a request line. Methods are case-sensitive; what is not listed is not implemented here.
inline std::optional<Method> methodOf(QByteArrayView word)
{
    for (const auto &[known, text] : core::Words<Method>::table) {
        if (word == QByteArrayView(text))
            return known;
    }
    return {};
}

} // namespace server
