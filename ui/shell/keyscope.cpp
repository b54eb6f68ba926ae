// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keyscope.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QKeyEvent>
#include <QPointer>

namespace ui {

namespace {

bool step(QAbstractItemView *view, int by)
{
    const QAbstractItemModel *model = view ? view->model() : nullptr;
    if (!model || !view->isVisible() || model->rowCount(view->rootIndex()) == 0)
        return false;
    // QTreeView and QTableView know what the next visible row is; that is what the arrow keys ask, too.
    if (view->currentIndex().isValid()) {
        QKeyEvent press(QEvent::KeyPress, by > 0 ? Qt::Key_Down : Qt::Key_Up, Qt::NoModifier);
        QApplication::sendEvent(view, &press);
        return true;
    }
    view->setCurrentIndex(model->index(0, 0, view->rootIndex()));
    return true;
}

} // namespace

KeyScope::KeyScope(QObject *owner)
    : QObject(owner)
{
}

void KeyScope::bind(ActionId id, QAbstractButton *button)
{
    const QPointer<QAbstractButton> pressed(button);
    m_bindings.append({id, [pressed] { return pressed && pressed->isVisible() && pressed->isEnabled(); },
                       [pressed] {
                           pressed->click();
                           return true;
                       }});
}

void KeyScope::bind(ActionId id, std::function<void()> act, std::function<bool()> can)
{
    m_bindings.append({id, [can = std::move(can)] { return !can || can(); },
                       [act = std::move(act)] {
                           act();
                           return true;
                       }});
}

void KeyScope::bindList(QAbstractItemView *view)
{
    const QPointer<QAbstractItemView> list(view);
    const auto isShown = [list] { return list && list->isVisible(); };
    m_bindings.append({ActionId::Next, isShown, [list] { return step(list, 1); }});
    m_bindings.append({ActionId::Previous, isShown, [list] { return step(list, -1); }});
    m_bindings.append({ActionId::Open, isShown, [list] {
                           // A focused button or view takes Enter itself.
                           const QWidget *focus = QApplication::focusWidget();
                           const bool taken = focus && focus != list && focus->focusPolicy() != Qt::NoFocus &&
                                              !focus->isWindow();
                           if (!list->currentIndex().isValid() || taken)
                               return false;
                           emit list->activated(list->currentIndex());
                           return true;
                       }});
}

bool KeyScope::press(const QKeySequence &key)
{
    for (const Binding &binding : std::as_const(m_bindings)) {
        if (keyOf(binding.id) == key && binding.can() && binding.act())
            return true;
    }
    return false;
}

bool KeyScope::knows(const QKeySequence &key) const
{
    return std::any_of(m_bindings.begin(), m_bindings.end(),
                       [&key](const Binding &binding) { return keyOf(binding.id) == key; });
}

QList<ActionId> KeyScope::bound() const
{
    QList<ActionId> ids;
    for (const Binding &binding : m_bindings) {
        if (!keyOf(binding.id).isEmpty() && !ids.contains(binding.id))
            ids.append(binding.id);
    }
    return ids;
}

bool KeyScope::offers(ActionId id) const
{
    return std::any_of(m_bindings.begin(), m_bindings.end(),
                       [id](const Binding &binding) { return binding.id == id && binding.can(); });
}

} // namespace ui
