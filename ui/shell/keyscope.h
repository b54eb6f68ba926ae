// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/actions.h"

#include <QList>
#include <QObject>

#include <functional>

class QAbstractButton;
class QAbstractItemView;

namespace ui {

// The keys of one screen: which action does what there. A page owns one; the window's KeyRouter presses it
// while the page is shown, except for plain letters while a person types in a field. What cannot be done now
// (a button that is hidden or disabled) is passed over, so two actions may share a key.
class KeyScope final : public QObject
{
    Q_OBJECT

public:
    explicit KeyScope(QObject *owner);

    // The key clicks the button.
    void bind(ActionId id, QAbstractButton *button);
    // The key calls `act`, when `can` is empty or says yes.
    void bind(ActionId id, std::function<void()> act, std::function<bool()> can = {});
    // J and K move in the list, Enter opens its current row (the view announces activated()).
    void bindList(QAbstractItemView *view);

    // True when something was done.
    bool press(const QKeySequence &key);

    bool knows(const QKeySequence &key) const;
    // The actions with a key, in the order of binding, for the list of keys.
    QList<ActionId> bound() const;
    // Whether it could be done now.
    bool offers(ActionId id) const;

private:
    struct Binding
    {
        ActionId id = ActionId::Open;
        std::function<bool()> can = {};
        std::function<bool()> act = {}; // says whether something was done
    };
    QList<Binding> m_bindings;
};

} // namespace ui
