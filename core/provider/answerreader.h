// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/provider/provider.h"
#include "core/provider/sseparser.h"

namespace core {

// Puts together what one vendor sends into an answer: the part of a call that knows the vendor's words and
// nothing of sockets. Owned by the call; used for one answer. After an error it is of no further use.
class AnswerReader
{
public:
    virtual ~AnswerReader() = default;

    // Takes one event of the stream and gives the text that it adds to the answer.
    virtual Result<QString> read(const ServerEvent &event) = 0;

    // Takes the answer of a server that did not stream although it was asked to.
    virtual Result<QString> readWhole(const QByteArray &body) = 0;

    // The model has said something, be it a part of a call.
    virtual bool hasBegun() const = 0;

    // The vendor's end marker was read; what follows does not matter.
    virtual bool isComplete() const = 0;

    // A stream that ends here, cleanly and without the marker, has lost nothing of the answer.
    virtual bool mayEnd() const { return isComplete(); }

    // What it came to. Called once, at the end.
    virtual Result<ModelAnswer> takeAnswer() = 0;
};

} // namespace core
